import { App } from './app';

/** One file is exported; the API answers every path with it, and the browser decides which page it means. */
export function generateStaticParams() {
  return [{ slug: [] }];
}

export default function Page() {
  return <App />;
}
