declare module "catalogue:*" {
  const sentences: Record<string, string>;
  export default sentences;
}
declare module "*.css";
