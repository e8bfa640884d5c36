//! Migrations both ways, and that columns keep what is put into them.

use chrono::{DateTime, NaiveDate};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder as _, SqlErr, Statement};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_query::Table;
use vidik_db::testing::TestDb;
use vidik_db::{Db, DbErr, DbOptions, database_tests, migrate, migrations::columns};

mod sample {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "samples")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub parent: Option<Uuid>,
        pub at: DateTimeUtc,
        pub later: Option<DateTimeUtc>,
        pub day: Date,
        #[sea_orm(column_type = "Text")]
        pub body: String,
        pub data: Json,
        pub small: i32,
        pub large: i64,
        pub share: f64,
        pub yes: bool,
        pub raw: Vec<u8>,
        pub change_number: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

async fn make_samples(db: &Db) {
    db.write(async move |txn| {
        let manager = SchemaManager::new(txn);
        let mut parent = columns::references("samples", "parent", "samples");
        let table = Table::create()
            .table("samples")
            .col(columns::id())
            .col(columns::nullable(columns::uuid("parent")))
            .col(columns::time("at"))
            .col(columns::nullable(columns::time("later")))
            .col(columns::date("day"))
            .col(columns::text("body"))
            .col(columns::json("data"))
            .col(columns::integer("small"))
            .col(columns::bigint("large"))
            .col(columns::real("share"))
            .col(columns::boolean("yes"))
            .col(columns::bytes("raw"))
            .col(columns::change_number())
            .foreign_key(&mut parent)
            .take();
        manager.create_table(table).await?;
        let indexes = [columns::index("samples", &["at", "id"]), columns::unique("samples", &["body"])];
        columns::create_indexes(&manager, indexes).await
    })
    .await
    .unwrap();
}

fn sample(number: u128, seconds: i64, micros: u32) -> sample::Model {
    sample::Model {
        id: Uuid::from_u128(number),
        parent: None,
        at: DateTime::from_timestamp(seconds, micros * 1_000).unwrap(),
        later: None,
        day: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        body: format!("Видик {number}"),
        data: serde_json::json!({"title": {"mk": "Видик"}, "list": [1, 2.5, null]}),
        small: -7,
        large: i64::MAX,
        share: 0.1,
        yes: true,
        raw: vec![0, 255, 7],
        change_number: 3,
    }
}

database_tests! {
    async fn columns_keep_their_values(db: Db) {
        make_samples(&db).await;
        let written = sample(1, 1_763_766_957, 123_456);
        let model = written.clone();
        let returned = db
            .write(async move |txn| {
                let row: sample::ActiveModel = model.into();
                sample::Entity::insert(row.reset_all()).exec_with_returning(txn).await
            })
            .await;
        assert_eq!(returned.unwrap(), written);
        let found = sample::Entity::find_by_id(written.id).one(db.read()).await;
        assert_eq!(found.unwrap().unwrap(), written);
    }

    async fn times_sort_as_time_whatever_their_fraction(db: Db) {
        make_samples(&db).await;
        let moments =
            [(0, 10, 0), (1, 10, 1), (2, 10, 120_000), (3, 10, 123_456), (4, 11, 0), (5, 100, 5)];
        db.write(async move |txn| {
            for (number, seconds, micros) in moments.into_iter().rev() {
                let row: sample::ActiveModel = sample(number, seconds, micros).into();
                sample::Entity::insert(row.reset_all()).exec(txn).await?;
            }
            Ok::<_, DbErr>(())
        })
        .await
        .unwrap();
        let rows = sample::Entity::find().order_by(sample::Column::At, sea_orm::Order::Asc);
        let rows = rows.all(db.read()).await.unwrap();
        let ids: Vec<u128> = rows.iter().map(|row| row.id.as_u128()).collect();
        assert_eq!(ids, [0, 1, 2, 3, 4, 5]);
        let from = DateTime::from_timestamp(10, 120_000_000).unwrap();
        let later = sample::Entity::find().filter(sample::Column::At.gte(from));
        assert_eq!(later.all(db.read()).await.unwrap().len(), 4);
    }

    async fn a_foreign_key_holds(db: Db) {
        make_samples(&db).await;
        let orphan = db
            .write(async move |txn| {
                let mut row: sample::ActiveModel = sample(1, 1, 0).into();
                row.parent = Set(Some(Uuid::from_u128(404)));
                sample::Entity::insert(row.reset_all()).exec(txn).await.map(|_| ())
            })
            .await;
        assert!(matches!(
            orphan.unwrap_err().sql_err(),
            Some(SqlErr::ForeignKeyConstraintViolation(_))
        ));
    }

    async fn migrations_go_up_and_down(db: Db) {
        let states = migrate::status(&db).await.unwrap();
        assert!(states.iter().all(|state| state.applied));
        assert_eq!(states.first().unwrap().name, "m0001_platform");
        let all = u32::try_from(states.len()).unwrap();
        migrate::up(&db).await.unwrap();
        migrate::down(&db, all).await.unwrap();
        assert!(migrate::status(&db).await.unwrap().iter().all(|state| !state.applied));
        migrate::up(&db).await.unwrap();
        assert_eq!(migrate::status(&db).await.unwrap(), states);
    }

    async fn a_newer_database_is_refused(db: Db) {
        db.write(async move |txn| {
            txn.execute_raw(Statement::from_string(
                txn.get_database_backend(),
                "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)",
            ))
            .await
        })
        .await
        .unwrap();
        let message = migrate::up(&db).await.unwrap_err().to_string();
        assert!(message.contains("m9999_later"), "{message}");
    }
}

#[tokio::test]
async fn servers_that_start_together_migrate_once() {
    let Some(db) = TestDb::empty_postgres().await else {
        return;
    };
    let starts = (0..4).map(|_server| async {
        let other = Db::connect(db.address(), DbOptions::default()).await.unwrap();
        migrate::up(&other).await
    });
    for started in futures::future::join_all(starts).await {
        started.unwrap();
    }
}
