/** Gathers what a Prisma schema does not hold. */
import type { Loss } from "../../../model/loss.ts";
import type { Capability } from "../capabilities.ts";

export class Losses {
  readonly all: Loss[] = [];
  /** Ids of objects that the completing script has to make, or to make again. */
  readonly completed = new Set<string>();

  /** Notes a loss; its object goes to the completing script. */
  add(object: string, { code, feature, instead }: Capability): void {
    this.completed.add(object);
    this.all.push({ code, object, feature, target: "prisma", instead });
  }
}
