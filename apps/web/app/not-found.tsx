import Page from './[[...slug]]/page';

/** The same shell: which page a path means is decided in the browser. */
export default function NotFound() {
  return <Page />;
}
