import { runProduct } from "./run-product";

/** The product that most stories share; see `product()`. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const { product, stop } = await runProduct("product");
  process.env.E2E_PRODUCT = JSON.stringify(product);
  return stop;
}
