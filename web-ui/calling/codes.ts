/** Where a transfer to the first free parking slot goes. */
export const parkNumber = "*68";
