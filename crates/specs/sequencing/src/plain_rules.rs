//! Rules of trees that say nothing of sequencing themselves: courses of cmi5 and our own.

use crate::{
    Activity,
    definition::ControlModes,
    rules::{ChildSet, Combination, Operator, RollupAction, RollupCondition, RollupConditionKind, RollupRule},
};

impl Activity {
    /// Choice and flow; counts as its children do, weighing as many as score. The children have their rules already.
    pub fn count_as_children(&mut self) {
        let rollups = || self.children.iter().map(|child| &child.sequencing.rollup);
        let completes = rollups().any(|rollup| rollup.progress_completion);
        let satisfies = rollups().any(|rollup| rollup.objective_satisfied);
        let weight = rollups().map(|rollup| rollup.objective_measure_weight).sum();
        let sequencing = &mut self.sequencing;
        // Going out of a part and into it again takes nothing away of what was done there.
        sequencing.control = ControlModes {
            flow: true,
            use_current_attempt_objective_info: false,
            use_current_attempt_progress_info: false,
            ..ControlModes::default()
        };
        sequencing.rollup.progress_completion = completes;
        sequencing.rollup.objective_satisfied = satisfies;
        sequencing.rollup.objective_measure_weight = weight;
        // Of no children "all" holds (RB.1.4): without these, what has no test would be passed as soon as it is opened.
        if !satisfies {
            sequencing.rollup.rules.push(at_least_one(RollupConditionKind::Satisfied, RollupAction::Satisfied));
        }
        if !completes {
            sequencing.rollup.rules.push(at_least_one(RollupConditionKind::Completed, RollupAction::Completed));
        }
    }
}

fn at_least_one(condition: RollupConditionKind, action: RollupAction) -> RollupRule {
    RollupRule {
        child_set: ChildSet::AtLeastCount(1),
        combination: Combination::Any,
        conditions: vec![RollupCondition { condition, operator: Operator::NoOp }],
        action,
    }
}
