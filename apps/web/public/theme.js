// Runs before the first paint, so that a remembered theme never flashes. Keys are those of lib/preferences.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage may be blocked; the defaults below hold then.
      return null;
    }
  };
  const theme = read('binnacle.theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : dark ? 'dark' : 'light';
  const density = read('binnacle.density');
  if (density === 'compact' || density === 'comfortable') root.dataset.density = density;
})();
