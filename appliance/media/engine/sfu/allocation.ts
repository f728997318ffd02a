/** Who gets which layer when a path has only so much room. Pure. */

export interface LayerChoice {
  /** Bits per second. */
  bitrate: number;
  /** Pixels. */
  height: number;
  /** Whether the browser sends it now. */
  sent: boolean;
}

export interface Request {
  id: string;
  source: "camera" | "screen";
  /** Height at which it is shown, in the receiver's pixels; 0 for not at all. */
  height: number;
  /** Smallest first. */
  layers: readonly LayerChoice[];
  /** What it gets now; -1 for nothing. */
  current: number;
}

/** A picture may be stretched by this before a larger layer is worth its packets. */
const stretch = 1.35;
/** More is given only with room to spare, so that nothing goes up and down all the time. */
const reserve = 0.9;

/** The smallest layer that fills the tile, of those that are sent; -1 for none. */
export function wantedLayer({ height, layers }: Request): number {
  if (height <= 0) return -1;
  let best = -1;
  for (const [index, layer] of layers.entries()) {
    if (!layer.sent) continue;
    best = index;
    if (layer.height * stretch >= height) break;
  }
  return best;
}

/**
 * Layer by request id, -1 for none. Screens come first and take what they can; then every camera gets its
 * smallest layer, the most prominent first; then they grow in the same order. @param budget bits per second
 */
export function allocate(requests: readonly Request[], budget: number): Map<string, number> {
  const given = new Map(requests.map(({ id }) => [id, -1]));
  let left = budget;
  const cost = ({ layers }: Request, layer: number) => (layer < 0 ? 0 : (layers[layer]?.bitrate ?? 0));
  const raise = (request: Request, layer: number): boolean => {
    const more = cost(request, layer) - cost(request, given.get(request.id) ?? -1);
    const room = layer > request.current ? left - (1 - reserve) * budget : left;
    if (more > room) return false;
    left -= more;
    given.set(request.id, layer);
    return true;
  };
  const visible = requests
    .map((request) => ({ request, wanted: wantedLayer(request) }))
    .filter(({ wanted }) => wanted >= 0)
    .sort((a, b) => b.request.height - a.request.height);
  const sentUpTo = ({ layers }: Request, wanted: number) =>
    layers.flatMap(({ sent }, index) => (sent && index <= wanted ? [index] : []));

  for (const { request, wanted } of visible)
    if (request.source === "screen") for (const layer of sentUpTo(request, wanted)) raise(request, layer);
  const cameras = visible.filter(({ request }) => request.source === "camera");
  for (const { request, wanted } of cameras) {
    const [smallest] = sentUpTo(request, wanted);
    if (smallest !== undefined) raise(request, smallest);
  }
  for (const { request, wanted } of cameras)
    if (given.get(request.id) !== -1)
      for (const layer of sentUpTo(request, wanted).slice(1)) if (!raise(request, layer)) break;
  return given;
}

/** What everything would cost if there were room: bits per second. */
export const wantedBitrate = (requests: readonly Request[]): number =>
  requests.reduce((sum, request) => sum + (request.layers[wantedLayer(request)]?.bitrate ?? 0), 0);
