/**
 * The part of the ground floor that Workers stand on: what needs no database and no HTTP, and so loads in a few
 * milliseconds, where the whole floor takes a quarter of a second and 20 MB in every Worker.
 */
export { type ErrorCodeOf, type ErrorEntry, errorTable, HearthError } from "./errors.ts";
export { addressTowards } from "./network.ts";
export { OpenDescriptors } from "./open-descriptors.ts";
export { PinnedMemory } from "./pinned-memory.ts";
export { dscp, hardenUdpDescriptor, openUdp, type UdpOptions, type UdpSocket } from "./udp.ts";
export { type UdpAddress, udpAddress } from "./udp-address.ts";
export { UdpBatch } from "./udp-batch.ts";
export { UdpRounds } from "./udp-rounds.ts";
