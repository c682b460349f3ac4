type Sink = {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  done: () => Promise<void>;
  /** Leaves nothing behind. */
  drop: () => Promise<void>;
};

type Writable = { write: Sink["write"]; close: Sink["done"]; abort: Sink["drop"] };
type Picker = (options: { suggestedName: string }) => Promise<{
  createWritable: () => Promise<Writable>;
}>;

const pickerOf = (place: object): Picker | undefined =>
  "showSaveFilePicker" in place && typeof place.showSaveFilePicker === "function"
    ? (place.showSaveFilePicker.bind(place) as Picker)
    : undefined;

/**
 * Where a download goes: straight to a file that the viewer chooses where the browser can, otherwise
 * through memory. Null where the viewer chose none.
 */
export async function openFile(name: string): Promise<Sink | null> {
  const pick = pickerOf(window);
  if (!pick) return memoryFile(name);
  try {
    const file = await (await pick({ suggestedName: name })).createWritable();
    return {
      write: (bytes) => file.write(bytes),
      done: () => file.close(),
      drop: () => file.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    return memoryFile(name);
  }
}

function memoryFile(name: string): Sink {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    write: async (bytes) => {
      parts.push(bytes);
    },
    done: async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    drop: async () => {
      parts.length = 0;
    },
  };
}
