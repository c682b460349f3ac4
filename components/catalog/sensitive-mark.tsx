import { ShieldAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";

export function SensitiveMark() {
  return (
    <Badge tone="warn" icon={<ShieldAlert aria-hidden />}>
      Sensitive
    </Badge>
  );
}
