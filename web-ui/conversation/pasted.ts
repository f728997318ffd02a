/** Names for pictures from the clipboard: browsers call all of them image.png, and one name is one file's versions. */

const nameless = /^image\.(\w+)$/i;
const two = (number: number) => String(number).padStart(2, "0");

/** Pasted files, the nameless among them named by the time in the person's own zone. */
export function namedPasted(files: readonly File[], now = new Date()): File[] {
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("-");
  return files.map((file, index) => {
    const [, ending] = nameless.exec(file.name) ?? [];
    if (ending === undefined) return file;
    const count = index > 0 ? `-${index + 1}` : "";
    return new File([file], `image-${day}-${time}${count}.${ending}`, { type: file.type });
  });
}
