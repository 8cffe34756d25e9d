/** Messages of file system errors, by Node's error code. */
const WORDS: Record<string, string> = {
  EACCES: "this user may not do that there. Give it the right, or name another folder",
  EPERM: "this user may not do that there. Give it the right, or name another folder",
  EROFS: "its file system can only be read. Name a folder that can be written",
  ENOSPC: "its disk is full. Free some space, or name a folder on another disk",
  EDQUOT: "the quota there is used up. Free some space, or name a folder on another disk",
  EIO: "its disk fails. Name a folder on another disk",
  ENOTDIR: "a part of that path is a file. Name a folder",
  EISDIR: "that is a folder where a file must be. Move it away",
  EEXIST: "something else has that name. Move it away, or name another folder",
  ELOOP: "its links lead in a circle. Name another folder",
  ENAMETOOLONG: "that path is too long. Name a shorter one",
  ENOENT: "that does not exist and cannot be made. Name another folder",
  EBUSY: "something else uses it. Try again, or name another folder",
};

const LIMITS: Record<string, string> = {
  EMFILE: "This process may not open any more files. Raise its limit (ulimit -n, LimitNOFILE) to 1024 or more.",
  ENFILE: "This machine may not open any more files. Raise its limit (fs.file-max), or stop what holds so many.",
  EAGAIN: "This machine starts no more processes or threads for this user. Raise the limit (ulimit -u, pids.max).",
  ENOMEM: "This machine is out of memory.",
};

/** A file error as a sentence for the operator; null for any other error. All files are in the data folder. */
export function fileTrouble(error: Error): string | null {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const path = "path" in error && typeof error.path === "string" ? error.path : null;
  const isOfSystem = "syscall" in error;
  if (isOfSystem && LIMITS[code]) return LIMITS[code];
  const words = WORDS[code];
  return isOfSystem && words && path !== null ? `CARILLON_HOME: ${path} cannot be used: ${words}.` : null;
}
