/** "83.3%". @param {number | null} share */
export const percent = (share) => (share === null ? "–" : `${(share * 100).toFixed(1)}%`);
