/** The wire types that pages use, by the names of the generated schema; nothing else imports the schema. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type PersonName = Schemas['PersonName'];
export type PersonNames = Schemas['PersonNames'];
export type Institution = Schemas['Institution'];
export type CourseSummary = Schemas['CourseSummary'];
export type CourseDetail = Schemas['CourseDetail'];
export type MyCourse = Schemas['MyCourse'];
export type Progress = Schemas['Progress'];
export type Score = Schemas['Score'];
export type Pattern = Schemas['Pattern'];
export type ActivityNode = Schemas['ActivityNode'];
export type Finding = Schemas['Finding'];
export type CoursePackage = Schemas['Package'];
export type ProgressRow = Schemas['ProgressRow'];
export type NewCourse = Schemas['NewCourse'];
export type NewPerson = Schemas['NewPerson'];
export type ProblemDetails = Schemas['Problem'];
export type ProblemError = Schemas['ProblemError'];
