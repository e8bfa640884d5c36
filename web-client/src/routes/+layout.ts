// One page for all signed-in addresses, rendered in the browser; public pages come from the server.
export const ssr = false;
export const prerender = false;
