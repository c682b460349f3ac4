/** `-createdAt` in the address is `createdAt`, descending, for a verb. */
export const listOrder = <Name extends string>(token: Name | `-${Name}`) => ({
  sort: token.replace(/^-/, "") as Name,
  order: token.startsWith("-") ? ("desc" as const) : ("asc" as const),
});
