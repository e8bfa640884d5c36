declare global {
  namespace App {
    interface PageData {
      /** Set for pages that only show a title of their own. */
      title?: string;
    }
  }
}

export {};
