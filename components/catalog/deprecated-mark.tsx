import { Badge } from "@/components/ui/badge";

export function DeprecatedMark() {
  return <Badge>Deprecated</Badge>;
}
