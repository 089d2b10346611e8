/** What ran; if it failed, with the error and what the client's logger has heard last. */
export type Told = { readonly name: string; readonly error?: string; readonly heard?: readonly string[] }

/** Where the server is, whoever can do things to it, and the operator's key, which no page has. */
export type SuiteStage = { readonly url: string; readonly controlUrl: string; readonly apiKey?: string }

/** Runs all cases, until one fails, with the package's exports, `admin` and `onchain` among them; the ones of `admin` only with a key. */
export declare function runSuite(sdk: Readonly<Record<string, unknown>>, stage: SuiteStage): Promise<Told[]>

/** Their names. */
export declare const caseNames: readonly string[]
