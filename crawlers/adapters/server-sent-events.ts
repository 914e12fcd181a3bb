export interface ServerSentEvent {
  event: string;
  data: string;
}

/** The longest single event that is kept, in characters. */
const MAX_EVENT = 1024 * 1024;

/** Reads an event stream (WHATWG HTML section 9.2) chunk by chunk; returns the events that each chunk completes. */
export const createEventReader = (): ((chunk: Uint8Array) => ServerSentEvent[]) => {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const events: ServerSentEvent[] = [];
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(rest);
      if (end === null) break;
      const line = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      if (line === '') {
        if (data.length > 0) events.push({ event: event || 'message', data: data.join('\n') });
        event = '';
        data = [];
        continue;
      }
      const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
    if (rest.length > MAX_EVENT) {
      rest = '';
      event = '';
      data = [];
    }
    return events;
  };
};
