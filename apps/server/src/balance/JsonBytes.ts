declare const serialised: unique symbol

/** JSON text of a `T` in UTF-8, as it goes out. */
export type JsonBytes<T> = Buffer & { readonly [serialised]: T }
