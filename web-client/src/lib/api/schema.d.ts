/**
 * Shape of the API, as openapi-typescript writes it from openapi/openapi.json.
 * This file is generated: `cargo xtask gen`.
 */
export interface paths {
  '/api/v1/auth/token': {
    post: {
      requestBody: { content: { 'application/json': components['schemas']['SignIn'] } };
      responses: {
        200: { content: { 'application/json': components['schemas']['Token'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/me': {
    get: {
      responses: {
        200: { content: { 'application/json': components['schemas']['Me'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
    patch: {
      requestBody: { content: { 'application/json': components['schemas']['MeChanges'] } };
      responses: {
        200: { content: { 'application/json': components['schemas']['Me'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/me/password': {
    post: {
      requestBody: { content: { 'application/json': components['schemas']['NewPassword'] } };
      responses: {
        204: { content?: never };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/me/courses': {
    get: {
      responses: {
        200: { content: { 'application/json': components['schemas']['MyCourses'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/courses': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number; lang?: string; drafts?: boolean } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseList'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
    post: {
      requestBody: { content: { 'application/json': components['schemas']['NewCourseDto'] } };
      responses: {
        201: { content: { 'application/json': components['schemas']['CourseSummary'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/courses/{slug}': {
    get: {
      parameters: { path: { slug: string }; query?: { lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseDetail'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/publish': {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseSummary'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/enrolments': {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        201: { content: { 'application/json': Record<string, unknown> } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/attempts': {
    post: {
      parameters: { path: { slug: string } };
      requestBody?: { content: { 'application/json': { language?: string } } };
      responses: {
        201: { content: { 'application/json': components['schemas']['OpenedAttemptDto'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/packages': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: {
        200: { content: { 'application/json': components['schemas']['PackageList'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/packages/{id}': {
    get: {
      parameters: { path: { id: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['PackageDto'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/institutions': {
    get: {
      responses: {
        200: { content: { 'application/json': components['schemas']['InstitutionList'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/institutions/{id}/progress': {
    get: {
      parameters: {
        path: { id: string };
        query?: { since?: string; cursor?: string; limit?: number; lang?: string };
      };
      responses: {
        200: { content: { 'application/json': components['schemas']['ProgressList'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
  '/api/v1/people': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: {
        200: { content: { 'application/json': components['schemas']['PersonList'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
    post: {
      requestBody: { content: { 'application/json': components['schemas']['NewPersonDto'] } };
      responses: {
        201: { content: { 'application/json': components['schemas']['PersonDto'] } };
        default: { content: { 'application/problem+json': components['schemas']['ProblemBody'] } };
      };
    };
  };
}

export interface components {
  schemas: {
    SignIn: { email: string; password: string };
    Token: { access_token: string; token_type: string; expires_in: number };
    NameFormDto: { given: string; family: string };
    NameDto: {
      latin?: null | components['schemas']['NameFormDto'];
      cyrillic?: null | components['schemas']['NameFormDto'];
    };
    LanguageDto: 'en' | 'sr-Cyrl' | 'sr-Latn' | 'mk';
    RoleDto: 'learner' | 'author' | 'trainer' | 'coordinator' | 'administrator';
    InstitutionRef: { id: string; slug: string; name: string };
    InstitutionList: { items: components['schemas']['InstitutionRef'][]; next_cursor?: string | null };
    MembershipDto: {
      id: string;
      institution: components['schemas']['InstitutionRef'];
      starts_on: string;
      ends_on?: string | null;
    };
    PersonDto: {
      id: string;
      email?: string | null;
      username?: string | null;
      staff_number?: string | null;
      name: components['schemas']['NameDto'];
      language: components['schemas']['LanguageDto'];
    };
    Me: components['schemas']['PersonDto'] & {
      roles: components['schemas']['RoleDto'][];
      memberships: components['schemas']['MembershipDto'][];
      coordinates: components['schemas']['InstitutionRef'][];
    };
    MeChanges: { language?: null | components['schemas']['LanguageDto']; name?: null | components['schemas']['NameDto'] };
    NewPassword: { current: string; new: string };
    PersonList: { items: components['schemas']['PersonDto'][]; next_cursor?: string | null };
    NewPersonDto: {
      email?: string | null;
      username?: string | null;
      staff_number?: string | null;
      name: components['schemas']['NameDto'];
      password?: string | null;
      language?: null | components['schemas']['LanguageDto'];
      roles?: components['schemas']['RoleDto'][];
    };
    PatternDto: { motif: number; palette: number };
    DeliveryModeDto: 'online' | 'in_person' | 'blended';
    CourseLanguage: { tag: string; state: string };
    CourseSummary: {
      id: string;
      slug: string;
      title: string;
      title_language: string;
      summary: string;
      languages: components['schemas']['CourseLanguage'][];
      duration_minutes?: number | null;
      level?: string | null;
      delivery_mode: components['schemas']['DeliveryModeDto'];
      published: boolean;
      updated_at: string;
      pattern: components['schemas']['PatternDto'];
    };
    CourseDetail: components['schemas']['CourseSummary'] & {
      description: string;
      outcomes: string[];
      version: number;
      outline: components['schemas']['ActivityNodeDto'][];
      enrolled: boolean;
      progress?: null | components['schemas']['ProgressDto'];
      self_enrolment: boolean;
    };
    CourseList: { items: components['schemas']['CourseSummary'][]; next_cursor?: string | null };
    NewCourseDto: {
      package_id: string;
      slug: string;
      language?: string | null;
      title?: { [key: string]: string } | null;
      summary?: { [key: string]: string } | null;
      description?: { [key: string]: string } | null;
      outcomes?: { [key: string]: string[] } | null;
      duration_minutes?: number | null;
      level?: string | null;
      delivery_mode?: null | components['schemas']['DeliveryModeDto'];
      listed?: boolean | null;
      self_enrolment?: boolean | null;
    };
    ScoreDto: { scaled?: number | null; raw?: number | null; min?: number | null; max?: number | null };
    ProgressDto: {
      attempt_id: string;
      completion: 'unknown' | 'incomplete' | 'completed';
      success: 'unknown' | 'passed' | 'failed';
      progress?: number | null;
      score?: null | components['schemas']['ScoreDto'];
      seconds: number;
      started_at: string;
      updated_at: string;
      completed_at?: string | null;
      current?: null | { id: string; title: string };
      language: string;
    };
    MyCourse: {
      course: components['schemas']['CourseSummary'];
      enrolled_at: string;
      progress?: null | components['schemas']['ProgressDto'];
    };
    MyCourses: { items: components['schemas']['MyCourse'][]; next_cursor?: string | null };
    OpenedAttemptDto: { id: string; launch_url: string };
    ActivityNodeDto: {
      id: string;
      title: string;
      kind: 'cluster' | 'sco' | 'asset';
      visible: boolean;
      children: components['schemas']['ActivityNodeDto'][];
    };
    FindingDto: {
      severity: string;
      rule: string;
      file?: string | null;
      line?: number | null;
      message: string;
      advice: string;
    };
    ReportDto: { verdict: string; findings: components['schemas']['FindingDto'][] };
    PackageDto: {
      id: string;
      format: string;
      edition: string;
      title: string;
      file_name: string;
      languages: string[];
      size: number;
      file_count: number;
      authoring_tool?: string | null;
      uploaded_at: string;
      report: components['schemas']['ReportDto'];
      tree: components['schemas']['ActivityNodeDto'][];
    };
    PackageList: { items: components['schemas']['PackageDto'][]; next_cursor?: string | null };
    LearnerRef: { id: string; name: string; email?: string | null; staff_number?: string | null };
    CourseRef: { id: string; slug: string; title: string };
    ProgressRowDto: {
      learner: components['schemas']['LearnerRef'];
      course: components['schemas']['CourseRef'];
      registration_id: string;
      completion: 'unknown' | 'incomplete' | 'completed';
      success: 'unknown' | 'passed' | 'failed';
      progress?: number | null;
      score?: null | components['schemas']['ScoreDto'];
      seconds: number;
      started_at: string;
      updated_at: string;
      completed_at?: string | null;
      language: string;
    };
    ProgressList: { items: components['schemas']['ProgressRowDto'][]; next_cursor?: string | null };
    FieldError: { pointer: string; code: string; message: string };
    ProblemBody: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      errors: components['schemas']['FieldError'][];
      request_id: string;
    };
  };
}
