//! UP.3, UP.4: ending attempts.

use crate::definition::Edition;
use crate::engine::Engine;
use crate::event::Effect;
use crate::tracking::PRIMARY;
use crate::tree::NodeIndex;

impl Engine<'_> {
    /// UP.3 Terminate Descendent Attempts Process: everything between the current activity and
    /// what it has in common with `index` ends, from the bottom.
    pub(crate) fn up_3_terminate_descendents(&mut self, index: NodeIndex) {
        let Some(current) = self.state.current else {
            return;
        };
        let ancestor = self.tree.common_ancestor(current, index);
        self.trace("UP.3", Some(ancestor), || "ends what is below".to_owned());
        for ended in self.tree.path_below(current, ancestor).into_iter().skip(1) {
            self.up_4_end_attempt(ended);
        }
    }

    /// UP.4 End Attempt Process.
    pub(crate) fn up_4_end_attempt(&mut self, index: NodeIndex) {
        self.trace("UP.4", Some(index), || "end attempt".to_owned());
        if self.is_leaf(index) {
            let suspended = self.state.activity(index).suspended;
            if self.state.activity(index).active {
                self.note_end_of_delivery(index, suspended);
            }
            self.state.activity_mut(index).active = false;
            if suspended {
                self.write_objectives(index);
            } else if self.tracked(index) {
                self.conclude(index);
            }
        } else {
            let suspended =
                self.state.available(self.tree, index).iter().any(|child| self.state.activity(*child).suspended);
            let activity = self.state.activity_mut(index);
            activity.suspended = suspended;
            activity.active = false;
        }
        self.rb_1_5_overall_rollup(index);
        if !self.is_leaf(index) && !self.state.activity(index).suspended {
            self.sr_arrange_for_next_attempt(index);
        }
    }

    /// UP.4 1.1: what content left unsaid is taken as done, unless it was to say so itself. "Unknown"
    /// is something that content can say.
    fn conclude(&mut self, index: NodeIndex) {
        let delivery = &self.tree.activity(index).sequencing.delivery;
        let tracking = self.tracking();
        let complete = !delivery.completion_set_by_content && tracking.completed(index).is_none();
        // In SCORM 1.2 there is no success beside completion: nothing is passed that did not say so.
        let scorm12 = self.tree.edition == Edition::Scorm12;
        let satisfy = !delivery.objective_set_by_content && !scorm12 && tracking.satisfied(index, PRIMARY).is_none();
        let activity = self.state.activity_mut(index);
        if complete && !activity.primary.completion_unknown {
            activity.completed = activity.completed.or(Some(true));
        }
        if satisfy && !activity.primary.success_unknown {
            activity.primary.satisfied = activity.primary.satisfied.or(Some(true));
        }
        self.write_objectives(index);
    }

    pub(crate) fn note_end_of_delivery(&mut self, index: NodeIndex, suspended: bool) {
        if self.is_leaf(index) {
            self.effects.push(Effect::AttemptEnded { activity: self.tree.id(index).clone(), suspended });
        }
    }
}
