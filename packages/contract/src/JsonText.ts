declare const serialised: unique symbol

/** A value of type T that is already JSON text. It keeps its contract type without being parsed again. */
export type JsonText<T> = string & { readonly [serialised]: T }
