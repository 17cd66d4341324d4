// How live a page is. TanStack Query asks again at these intervals, and not at all while the page is hidden.
export const LIVE_MS = 2_000;
export const CALM_MS = 10_000;
export const API = '/api/v1';
