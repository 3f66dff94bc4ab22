import { time } from '../shared/format.js';
import type { Notice } from './notices.js';

const MOST = 6;

/** The newest notifications, and how many are unread. */
export function NoticeList({ notices }: { notices: readonly Notice[] | undefined }) {
  if (!notices?.length) {
    return <p className="empty">{notices ? 'Nothing yet. Make a notification, or choose a pace.' : 'Loading…'}</p>;
  }
  const unread = notices.filter(({ read }) => !read).length;
  return (
    <>
      <p className="unread">
        <b>{unread}</b> unread of {notices.length}
      </p>
      <ol className="notices">
        {notices.slice(0, MOST).map(({ id, text, read, at }) => (
          <li key={id} className={read ? 'read' : undefined}>
            <span>{text}</span> <time dateTime={at}>{time(at)}</time>
          </li>
        ))}
      </ol>
    </>
  );
}
