import { sendRequest } from '../request/sendRequest.js'

/** Sends a call that makes another thing each time: once, whatever comes of it. **Errors:** as sendRequest. */
export const sendOnce: typeof sendRequest = (settings, sending, attempt) =>
  sendRequest({ ...settings, retry: { ...settings.retry, tries: 1 } }, sending, attempt)
