//! DB.1.1, DB.2, DB.2.1: the activity that was found is begun.

use crate::definition::Edition;
use crate::engine::Engine;
use crate::event::{Effect, Entry};
use crate::exception::Exception;
use crate::state::ObjectiveState;
use crate::tree::NodeIndex;

impl Engine<'_> {
    /// DB.1.1 Delivery Request Process.
    pub(crate) fn db_1_1_delivery_request(&mut self, index: NodeIndex) -> Result<(), Exception> {
        let result = self.may_deliver(index);
        self.trace("DB.1.1", Some(index), || format!("{result:?}"));
        result
    }

    fn may_deliver(&mut self, index: NodeIndex) -> Result<(), Exception> {
        if !self.is_leaf(index) {
            return Err(Exception::DeliveryOfCluster);
        }
        if self.blocked_on_path(index) { Err(Exception::DeliveryBlocked) } else { Ok(()) }
    }

    /// DB.2 Content Delivery Environment Process.
    pub(crate) fn db_2_content_delivery(&mut self, index: NodeIndex) -> Result<(), Exception> {
        if let Some(current) = self.state.current
            && self.state.activity(current).active
            && self.is_leaf(current)
        {
            return Err(Exception::DeliveryOfActive);
        }
        let resumes = self.state.suspended.is_some_and(|suspended| self.tree.contains(suspended, index));
        if !resumes {
            self.db_2_1_clear_suspended(index);
        }
        self.up_3_terminate_descendents(index);
        let mut entry = Entry::Resume;
        for on_path in self.tree.path(index) {
            if self.state.activity(on_path).active {
                continue;
            }
            entry = self.begin(on_path);
        }
        self.state.current = Some(index);
        self.state.suspended = None;
        self.trace("DB.2", Some(index), || format!("{entry:?}"));
        self.effects.push(Effect::Deliver {
            activity: self.tree.id(index).clone(),
            entry,
            attempt: self.state.activity(index).attempt_count,
        });
        Ok(())
    }

    /// DB.2 step 5: goes on with a suspended attempt or begins a new one.
    fn begin(&mut self, index: NodeIndex) -> Entry {
        let tracked = self.tracked(index);
        self.recorded_now(index);
        let activity = self.state.activity_mut(index);
        activity.active = true;
        if activity.suspended {
            activity.suspended = false;
            if tracked && self.is_leaf(index) {
                self.read_objectives(index);
            }
            return Entry::Resume;
        }
        if tracked {
            activity.attempt_count = activity.attempt_count.saturating_add(1);
            activity.forget_attempt();
            self.leave_behind(index);
        }
        Entry::AbInitio
    }

    /// From now on what is known of the activity belongs to the current attempt at its parent.
    pub(crate) fn recorded_now(&mut self, index: NodeIndex) {
        let activity = self.state.activity_mut(index);
        activity.earlier_objectives = false;
        activity.earlier_progress = false;
    }

    /// A new attempt at a cluster: what is known of its children, and of theirs, is of an earlier one, as far as the
    /// clusters look at their current attempt alone (SN 3.2.5, 3.2.6).
    fn leave_behind(&mut self, cluster: NodeIndex) {
        // SCORM 1.2 knows no attempts.
        if self.tree.edition == Edition::Scorm12 {
            return;
        }
        let mut open = vec![(cluster, true, true)];
        while let Some((at, objectives, progress)) = open.pop() {
            let node = self.tree.node(at);
            let control = &node.activity.sequencing.control;
            let objectives = objectives && control.use_current_attempt_objective_info;
            let progress = progress && control.use_current_attempt_progress_info;
            if !objectives && !progress {
                continue;
            }
            for child in &node.children {
                let activity = self.state.activity_mut(*child);
                activity.earlier_objectives |= objectives && activity.knows_objectives();
                activity.earlier_progress |= progress && activity.knows_progress();
                open.push((*child, objectives, progress));
            }
        }
    }

    /// A new attempt at the course is about to be looked for: shared objectives of a course that
    /// keeps them to itself go with the attempt (CAM 5.1.1, `objectivesGlobalToSystem`).
    pub(crate) fn prepare_course(&mut self) {
        if !self.tree.objectives_global_to_system && !self.state.activity(NodeIndex::ROOT).suspended {
            // Not removed: a caller that stores what changed must see that they know nothing any more.
            for shared in self.state.shared.values_mut() {
                *shared = ObjectiveState::default();
            }
        }
    }

    /// DB.2.1 Clear Suspended Activity Subprocess.
    fn db_2_1_clear_suspended(&mut self, index: NodeIndex) {
        let Some(suspended) = self.state.suspended else {
            return;
        };
        let ancestor = self.tree.common_ancestor(index, suspended);
        let mut path = self.tree.path_below(suspended, ancestor);
        path.push(ancestor);
        for on_path in path {
            let still = self.tree.node(on_path).children.iter().any(|child| self.state.activity(*child).suspended);
            self.state.activity_mut(on_path).suspended = still;
            // Its attempt does not go on, so that its children are drawn anew; what is being delivered is found already.
            if !still && on_path != ancestor {
                self.sr_arrange_for_next_attempt(on_path);
            }
        }
        self.state.suspended = None;
        self.trace("DB.2.1", Some(suspended), || "cleared".to_owned());
    }
}
