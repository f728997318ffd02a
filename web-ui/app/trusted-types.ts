/** What the page's Trusted Types let through: workers from our own files, and parsing into inert documents. */

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: {
      createScriptURL(url: string): string;
      createHTML(html: string, type: string, sink: string): string;
    },
  ): unknown;
}

const own = /^\/(assets\/[\w.-]+|service-worker\.js)$/;

export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      const { origin, pathname } = new URL(url, location.href);
      if (origin !== location.origin || !own.test(pathname))
        throw new TypeError(`${url} is no script of ours`);
      return url;
    },
    createHTML(html, _type, sink) {
      // A parsed document runs nothing and shows nothing; everything else goes through DOMPurify's own policy.
      if (sink !== "DOMParser parseFromString") throw new TypeError(`${sink} takes only what was cleaned`);
      return html;
    },
  });
}
