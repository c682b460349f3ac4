import {
  type ColumnDef,
  createColumnHelper,
  metaHelper,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";

export type ColumnLook = {
  align?: "end";
  /** Where the cell stands when a row is drawn as a card on a narrow screen. */
  card?: "title" | "wide" | "hide";
  /** Whether a table shows the column only where it is very wide. Cards have it. */
  wide?: boolean;
  /** The cell's name in the card, where the header is not a plain string. */
  label?: string;
  className?: string;
};

export const dataTableFeatures = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  columnMeta: metaHelper<ColumnLook>(),
});

export type DataTableFeatures = typeof dataTableFeatures;

export type DataTableColumns<Row extends RowData> = ColumnDef<DataTableFeatures, Row>[];

/** Columns stand at module scope: `const column = columnsFor<KeySummary>()`. */
export function columnsFor<Row extends RowData>() {
  return createColumnHelper<DataTableFeatures, Row>();
}
