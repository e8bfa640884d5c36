//! How long a page takes; run by hand: `cargo test --release -p vidik-lang --test html_speed -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use vidik_lang::html::{to_cyrillic, to_latin};

const PARAGRAPH: &str = "<p>Службеница на граничном прелазу разговара са <a href=\"/љ\" title=\"Тражитељка\">тражитељком \
    азила</a> и бележи њену изјаву, уз <code>образац_љ</code> и члан IV.</p>\n";

/// A page of about 100 kB, in at most this time: a lesson is a tenth of it and takes a millisecond to render.
const MOST: Duration = Duration::from_millis(5);

#[test]
#[ignore = "measures time; only of use in an optimised build"]
fn a_long_page_is_quick() {
    let cyrillic = PARAGRAPH.repeat(400);
    let latin = to_latin(&cyrillic);
    for (page, convert) in [(&cyrillic, to_latin as fn(&str) -> String), (&latin, to_cyrillic)] {
        let best = (0..50)
            .map(|_| {
                let start = Instant::now();
                black_box(convert(black_box(page)));
                start.elapsed()
            })
            .min()
            .unwrap();
        println!("{} bytes in {best:?}", page.len());
        assert!(best < MOST, "{best:?}");
    }
}
