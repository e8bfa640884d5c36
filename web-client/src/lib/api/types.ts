/** The wire types that pages use, by the names of the generated schema; nothing else imports the schema. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Person = Schemas['PersonDto'];
export type DeliveryMode = Schemas['DeliveryModeDto'];
export type Me = Schemas['Me'];
export type PersonName = Schemas['NameFormDto'];
export type PersonNames = Schemas['NameDto'];
export type Institution = Schemas['InstitutionRef'];
export type CourseSummary = Schemas['CourseSummary'];
export type CourseDetail = Schemas['CourseDetail'];
export type MyCourse = Schemas['MyCourse'];
export type Progress = Schemas['ProgressDto'];
export type Score = Schemas['ScoreDto'];
export type Pattern = Schemas['PatternDto'];
export type ActivityNode = Schemas['ActivityNodeDto'];
export type Finding = Schemas['FindingDto'];
export type CoursePackage = Schemas['PackageDto'];
export type ProgressRow = Schemas['ProgressRowDto'];
export type NewCourse = Schemas['NewCourseDto'];
export type NewPerson = Schemas['NewPersonDto'];
export type ProblemDetails = Schemas['Problem'];
export type ProblemError = Schemas['FieldError'];
