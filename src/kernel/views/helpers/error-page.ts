interface About { readonly heading: string; readonly text: string; readonly picture: string; readonly offerSearch: boolean }

const PAGES: Readonly<Record<number, readonly [heading: string, text: string, picture: string]>> = {
  400: ['errors.page.badRequest.title', 'errors.page.badRequest.text', 'alert-circle'],
  403: ['errors.page.forbidden.title', 'errors.page.forbidden.text', 'lock'],
  404: ['errors.page.notFound.title', 'errors.page.notFound.text', 'map-search'],
  405: ['errors.page.methodNotAllowed.title', 'errors.page.methodNotAllowed.text', 'alert-circle'],
  409: ['errors.page.conflict.title', 'errors.page.conflict.text', 'refresh'],
  413: ['errors.page.tooLarge.title', 'errors.page.tooLarge.text', 'file-alert'],
  415: ['errors.page.wrongKind.title', 'errors.page.wrongKind.text', 'file-alert'],
  421: ['errors.page.misdirected.title', 'errors.page.misdirected.text', 'map-search'],
  422: ['errors.page.refused.title', 'errors.page.refused.text', 'alert-circle'],
  429: ['errors.page.tooMany.title', 'errors.page.tooMany.text', 'clock'],
  500: ['errors.page.failure.title', 'errors.page.failure.text', 'alert-triangle'],
  503: ['errors.page.unavailable.title', 'errors.page.unavailable.text', 'clock'],
  507: ['errors.page.storageFull.title', 'errors.page.storageFull.text', 'file-alert'],
};

/** `{{#with (errorPage status) as |about|}}`: keys and picture for an HTTP status; one that is not listed is a 400 or a 500. */
export function errorPage(status: number): About {
  const [heading, text, picture] = PAGES[status] ?? (status < 500 ? PAGES[400] : PAGES[500]);
  return { heading, text, picture, offerSearch: status === 404 };
}
