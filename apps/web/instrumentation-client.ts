/** The part of Trusted Types used here; the DOM library does not declare it yet. */
interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL: (url: string) => string | null }): unknown;
}
const page = globalThis as { trustedTypes?: TrustedTypes; __zod_globalConfig?: { jitless: boolean } };

/**
 * Runs before anything of the page does. The page is served with Trusted Types enforced, and the bundler loads the
 * scripts of a page by plain addresses: this lets those through which are files of our own build, and nothing else.
 */
page.trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    const { origin, pathname } = new URL(url, location.origin);
    return origin === location.origin && pathname.startsWith('/_next/static/') ? url : null;
  },
});

/** Or zod would try to make code from strings, which the page's policy forbids and reports. */
page.__zod_globalConfig = { jitless: true };

export {};
