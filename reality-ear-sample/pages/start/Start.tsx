import logo from '../shared/logo.svg';
import type { ReactNode } from 'react';

/** Links to the three applications, with hints for each. */
export function Start() {
  return (
    <div className="page start">
      <header className="masthead">
        <div className="brand">
          <img src={logo} alt="" />
          <div>
            <h1>Reality samples</h1>
            <p>Three applications of one EAR, with their data in the server’s default database</p>
          </div>
        </div>
      </header>
      <main>
        <div className="columns three">
          <Sample
            href="chat/"
            title="Chat"
            text="Rooms and messages by EJB and JPA, shown by React."
            picture={<ChatPicture />}
          >
            <li>Open it at two addresses, and post a message in one.</li>
            <li>
              Post <code>/fail</code>: the message shows at once, and disappears when the server rolls it back.
            </li>
            <li>The panel on the right shows the node that answered, and the number of requests.</li>
          </Sample>
          <Sample
            href="sse-migration/"
            title="From EventSource"
            text="A stock ticker with an EventSource, and the same ticker with Reality."
            picture={<StreamPicture />}
          >
            <li>Switch between the stand-in for EventSource, the hook, and the live hook.</li>
            <li>Move the pace from idle to busy, and compare connections, bytes and delay.</li>
            <li>The page shows the changed files that it runs.</li>
          </Sample>
          <Sample
            href="polling-migration/"
            title="From polling"
            text="A notification centre polled every 2 seconds, with the adapter, and with hooks."
            picture={<PollPicture />}
          >
            <li>Leave it idle for a minute, and compare the requests.</li>
            <li>Make a notification, and see which of the three shows it first.</li>
            <li>Compare the figures of the page with those of the server.</li>
          </Sample>
        </div>
        <section className="card steps">
          <h2>What happens on a change</h2>
          <ol>
            <li>
              <b>An EJB changes an entity.</b> The entity declares its keys:{' '}
              <code>{'@RealityKeys("chat:room:{room}")'}</code>. The EJB needs no further code.
            </li>
            <li>
              <b>The transaction commits.</b> Only then does the version of the key rise, on all nodes. A rollback
              changes nothing.
            </li>
            <li>
              <b>The page’s held request returns.</b> The page then loads the data from the application’s own API.
            </li>
          </ol>
        </section>
      </main>
    </div>
  );
}

function Sample({
  href,
  title,
  text,
  picture,
  children,
}: {
  href: string;
  title: string;
  text: string;
  picture: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card sample">
      {picture}
      <h2>{title}</h2>
      <p className="lead">{text}</p>
      <ul>{children}</ul>
      <a className="button primary" href={href}>
        Open
      </a>
    </section>
  );
}

function ChatPicture() {
  return (
    <svg className="picture" viewBox="0 0 240 84" aria-hidden="true">
      <circle className="fill-classic" cx="34" cy="28" r="10" />
      <rect className="fill-sunk" x="52" y="16" width="104" height="24" rx="9" />
      <circle className="fill-reality" cx="64" cy="58" r="10" />
      <rect className="fill-own" x="82" y="46" width="124" height="24" rx="9" />
      <path className="line-soft" d="M62 28h70M92 58h90" />
    </svg>
  );
}

function StreamPicture() {
  return (
    <svg className="picture" viewBox="0 0 240 84" aria-hidden="true">
      <path className="line-classic" d="M24 58l22-14 20 8 24-26 18 16 22-20 26 10 20-16 20 6" />
      <path className="line-reality" d="M24 68l22-14 20 8 24-26 18 16 22-20 26 10 20-16 20 6" />
    </svg>
  );
}

function PollPicture() {
  return (
    <svg className="picture" viewBox="0 0 240 84" aria-hidden="true">
      <rect className="fill-classic" x="32" y="14" width="176" height="14" rx="3" />
      <rect className="fill-middle" x="32" y="35" width="72" height="14" rx="3" />
      <rect className="fill-reality" x="32" y="56" width="16" height="14" rx="3" />
    </svg>
  );
}
