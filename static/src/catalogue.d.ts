declare module "catalogue:*" {
  const sentences: Record<string, string>;
  export default sentences;
}
declare module "*.css";
declare const KEPT: string[]; // what the server writes before the phone's worker
