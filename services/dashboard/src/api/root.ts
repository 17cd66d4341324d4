// Where the API begins.
export const API = '/api/v1';
