/**
 * Shape of the API, as openapi-typescript writes it from openapi/openapi.json.
 * This file is generated: `cargo xtask gen`.
 */
export interface paths {
  '/api/v1/auth/token': {
    post: {
      requestBody: { content: { 'application/json': components['schemas']['Credentials'] } };
      responses: {
        200: { content: { 'application/json': components['schemas']['AccessToken'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/me': {
    get: {
      responses: {
        200: { content: { 'application/json': components['schemas']['Me'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
    patch: {
      requestBody: { content: { 'application/json': components['schemas']['MeChange'] } };
      responses: {
        200: { content: { 'application/json': components['schemas']['Me'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/me/password': {
    post: {
      requestBody: { content: { 'application/json': components['schemas']['PasswordChange'] } };
      responses: {
        204: { content?: never };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/me/courses': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number; lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['MyCourses'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/courses': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number; lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseList'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
    post: {
      requestBody: { content: { 'application/json': components['schemas']['NewCourse'] } };
      responses: {
        201: { content: { 'application/json': components['schemas']['CourseSummary'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/courses/{slug}': {
    get: {
      parameters: { path: { slug: string }; query?: { lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseDetail'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/publish': {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['CourseSummary'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/enrolments': {
    post: {
      parameters: { path: { slug: string } };
      responses: {
        201: { content: { 'application/json': Record<string, unknown> } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/courses/{slug}/attempts': {
    post: {
      parameters: { path: { slug: string } };
      requestBody?: { content: { 'application/json': { language?: string } } };
      responses: {
        201: { content: { 'application/json': components['schemas']['AttemptLaunch'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/packages': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: {
        200: { content: { 'application/json': components['schemas']['PackageList'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/packages/{id}': {
    get: {
      parameters: { path: { id: string }; query?: { lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['Package'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/institutions': {
    get: {
      parameters: { query?: { lang?: string } };
      responses: {
        200: { content: { 'application/json': components['schemas']['InstitutionList'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
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
        200: { content: { 'application/json': components['schemas']['ProgressPage'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
  '/api/v1/people': {
    get: {
      parameters: { query?: { cursor?: string; limit?: number } };
      responses: {
        200: { content: { 'application/json': components['schemas']['PersonList'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
    post: {
      requestBody: { content: { 'application/json': components['schemas']['NewPerson'] } };
      responses: {
        201: { content: { 'application/json': components['schemas']['Me'] } };
        default: { content: { 'application/problem+json': components['schemas']['Problem'] } };
      };
    };
  };
}

export interface components {
  schemas: {
    Credentials: { email: string; password: string };
    AccessToken: { access_token: string; token_type: string; expires_in: number };
    PersonName: { given: string; family: string };
    PersonNames: {
      latin: components['schemas']['PersonName'] | null;
      cyrillic: components['schemas']['PersonName'] | null;
    };
    Membership: {
      institution: components['schemas']['Institution'];
      starts_on: string | null;
      ends_on: string | null;
    };
    Institution: { id: string; slug: string; name: string };
    InstitutionList: { items: components['schemas']['Institution'][]; next_cursor: string | null };
    Me: {
      id: string;
      email: string | null;
      username: string | null;
      staff_number: string | null;
      name: components['schemas']['PersonNames'];
      roles: string[];
      memberships: components['schemas']['Membership'][];
      language: string | null;
    };
    MeChange: { language?: string; name?: components['schemas']['PersonNames'] };
    PasswordChange: { current: string; new: string };
    Pattern: { motif: number; palette: number };
    CourseLanguage: { tag: string; state: string };
    CourseSummary: {
      id: string;
      slug: string;
      title: string;
      title_language: string;
      summary: string | null;
      languages: components['schemas']['CourseLanguage'][];
      duration_minutes: number | null;
      level: number | null;
      delivery_mode: string;
      published: boolean;
      updated_at: string;
      pattern: components['schemas']['Pattern'];
    };
    CourseDetail: components['schemas']['CourseSummary'] & {
      description: string | null;
      outcomes: string[];
      version: number | null;
      outline: components['schemas']['ActivityNode'][];
      enrolled: boolean;
      progress: components['schemas']['Progress'] | null;
      self_enrolment: boolean;
    };
    CourseList: { items: components['schemas']['CourseSummary'][]; next_cursor: string | null };
    NewCourse: {
      package_id: string;
      slug: string;
      title?: Record<string, string>;
      summary?: Record<string, string>;
      duration_minutes?: number;
      level?: number;
      delivery_mode?: string;
      self_enrolment?: boolean;
    };
    Score: { scaled: number | null; raw: number | null; min: number | null; max: number | null };
    Progress: {
      attempt_id: string;
      completion: string;
      success: string;
      progress: number | null;
      score: components['schemas']['Score'] | null;
      seconds: number;
      started_at: string;
      updated_at: string;
      completed_at: string | null;
      current: { id: string; title: string } | null;
      language: string;
    };
    MyCourse: {
      course: components['schemas']['CourseSummary'];
      enrolled_at: string;
      progress: components['schemas']['Progress'] | null;
    };
    MyCourses: { items: components['schemas']['MyCourse'][]; next_cursor: string | null };
    AttemptLaunch: { id: string; launch_url: string };
    ActivityNode: {
      id: string;
      title: string;
      kind: string;
      visible?: boolean;
      children?: components['schemas']['ActivityNode'][];
    };
    Finding: {
      severity: string;
      rule: string;
      file: string | null;
      line: number | null;
      message: string;
      advice: string | null;
    };
    ImportReport: { verdict: string; findings: components['schemas']['Finding'][] };
    Package: {
      id: string;
      format: string;
      edition: string | null;
      title: string;
      languages: string[];
      size: number;
      file_count: number;
      created_at?: string;
      report: components['schemas']['ImportReport'];
      tree: components['schemas']['ActivityNode'][];
    };
    PackageList: { items: components['schemas']['Package'][]; next_cursor: string | null };
    ProgressRow: {
      learner: { id: string; name: string; email: string | null; staff_number: string | null };
      course: { id: string; slug: string; title: string };
      registration_id: string;
      completion: string;
      success: string;
      progress: number | null;
      score: components['schemas']['Score'] | null;
      seconds: number;
      started_at: string | null;
      updated_at: string;
      completed_at: string | null;
      language: string | null;
    };
    ProgressPage: { items: components['schemas']['ProgressRow'][]; next_cursor: string | null };
    PersonList: { items: components['schemas']['Me'][]; next_cursor: string | null };
    NewPerson: {
      email?: string;
      username?: string;
      staff_number?: string;
      name: components['schemas']['PersonNames'];
      password: string;
      roles: string[];
      language?: string;
    };
    ProblemError: { pointer: string; code: string; message: string };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail?: string;
      code: string;
      errors?: components['schemas']['ProblemError'][];
      request_id?: string;
    };
  };
}
