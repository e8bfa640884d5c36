/** What player and content origin say to each other: shapes of `/play/exchange`, `/play/token` and `/play/commit`. */

export type Standard = 'scorm12' | 'scorm2004';

/** A node of the course's structure, as it stands in the package. */
export interface ActivityNode {
  id: string;
  title: string;
  kind: 'cluster' | 'sco' | 'asset' | 'quiz' | 'unit';
  /** False where the manifest says `isvisible="false"`: the node is not listed, its children are. */
  visible: boolean;
  children: ActivityNode[];
}

/** How far the learner is in one activity. */
export interface ActivityState {
  completion: 'unknown' | 'incomplete' | 'completed';
  success: 'unknown' | 'passed' | 'failed';
  /** 0–1. */
  progress: number | null;
  /** Scaled score, −1–1. */
  score: number | null;
  attempted: boolean;
  /** Hidden from choice by a sequencing rule: neither listed nor its children. */
  hidden: boolean;
}

export type HiddenControl = 'previous' | 'continue' | 'exit' | 'exitAll' | 'abandon' | 'abandonAll' | 'suspendAll';

/** State of the tree and the look-ahead: which requests would be valid now. */
export interface Sequencing {
  current: string | null;
  activities: Record<string, ActivityState>;
  valid: {
    /** Offered; whether it would be carried out says `continue_valid`. */
    continue: boolean;
    continue_valid: boolean;
    previous: boolean;
    exit: boolean;
    suspend: boolean;
    choice: Record<string, boolean>;
    jump: Record<string, boolean>;
  };
  hide_ui: HiddenControl[];
}

/** An activity to show, with the data its run-time starts from (`null` for an asset). */
export interface Delivery {
  activity: string;
  /** Counts the deliveries of one launch. */
  visit: number;
  title: string;
  /** A quiz is played by the player itself; it has no page. A unit of cmi5 has to be launched first. */
  kind: 'sco' | 'asset' | 'quiz' | 'unit';
  url: string;
  data: Record<string, string> | null;
  request_valid: unknown;
}

export interface Launch {
  launch: string;
  attempt: string;
  generation: number;
  /** Titles, of the activities too, are in the language that the course is read in. */
  course: { title: string; language: string; reading: string };
  learner: { id: string; name: string };
  package: string;
  runtime: Standard;
  activities: ActivityNode[];
  sequencing: Sequencing;
  delivery: Delivery | null;
  ended: boolean;
  /** Why nothing could be shown. */
  exception?: { code: string; message: string } | null;
  exit_url: string;
  next_number: number;
  /** Whether the course was completed before. */
  review: boolean;
  /** In `review` what is finished is looked at, in `browse` what nobody learns from yet; nothing is recorded. */
  mode?: 'normal' | 'review' | 'browse';
  /** RFC 3339, UTC. */
  completed_at: string | null;
}

export interface Exchange {
  token: string;
  /** Seconds. */
  expires_in: number;
  launch: Launch;
}

/** What happened in one visit since the commit before; numbers are 1, 2, 3… per launch. */
export interface Commit {
  number: number;
  activity: string;
  visit: number;
  set: [string, string][];
  terminate: boolean;
  /** Time in the activity since the commit before, whole seconds: the sum over a visit is the time spent. */
  seconds: number;
}

export type NavigationRequest =
  | 'continue' | 'previous' | 'choice' | 'jump' | 'exit' | 'exit_all' | 'abandon' | 'abandon_all' | 'suspend_all';

export interface Navigation {
  request: NavigationRequest;
  target: string | null;
}

/** A unit of cmi5 that is launched: its address, with everything that it needs. */
export interface LaunchedUnit {
  url: string;
  own_window: boolean;
}

export interface CommitBody {
  commits: Commit[];
  navigation: Navigation | null;
  /** What an older launch of this attempt left in this device's journal. */
  journal?: { launch: string; commits: Commit[] };
}

export interface CommitAnswer {
  /** Highest number that the database has. */
  acknowledged: number;
  rejected: { number: number; element: string; error: number; diagnostic: string }[];
  /** `null` means the same as `unchanged`. */
  sequencing: 'unchanged' | Sequencing | null;
  delivery: Delivery | null;
  ended: boolean;
  exception: { code: string; message: string } | null;
  journal?: 'accepted' | 'kept_aside';
}
