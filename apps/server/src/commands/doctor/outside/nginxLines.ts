/**
 * The lines of docs/deploy/nginx.conf that mend what is found; a test holds them against that file. What starts with `#` says what
 * must not be there.
 */
export const nginxLines = {
  http2: ['listen 443 ssl http2;'],
  unbuffered: stream('proxy_http_version 1.1;', 'proxy_buffering off;', '# no proxy_ignore_headers X-Accel-Buffering;'),
  uncompressed: stream('gzip off;', '# no text/event-stream in gzip_types;'),
  uncached: ['proxy_cache off;', '# no proxy_ignore_headers Cache-Control;'],
  passed: [
    '# no proxy_hide_header, expires, add_header Cache-Control;',
    '# no proxy_set_header that empties a header;',
  ],
  shared: ['# no add_header or proxy_hide_header Access-Control-Allow-Origin;'],
  preflight: ['# no answer of nginx itself to OPTIONS;'],
  kept: ['keepalive_timeout 75s;'],
  forwarded: ['proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'],
} as const

/** Returns the lines that let a stream be quiet between two heartbeats. */
export function patientLines(heartbeatMs: number): readonly string[] {
  return stream(`proxy_read_timeout ${Math.ceil((5 * heartbeatMs) / 1_000)}s;`)
}

function stream(...lines: string[]): readonly string[] {
  return ['location ~ ^/users/[^/]+/credits/stream$ {', ...lines.map((line) => `  ${line}`), '}']
}
