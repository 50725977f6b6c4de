/** The typed client for tilsite. */

export * from "./client.js";
export { applyEvent, type Draft, emptyDraft } from "./draft.js";
export { GenerationError, TilError } from "./errors.js";
export type * from "./events.js";
export type { FollowOptions, TilStream } from "./follow.js";
export type { Abortable, ClientOptions, Detour, Keyed, Retry } from "./http.js";
export type { components } from "./openapi.js";
export type * from "./resources.js";
