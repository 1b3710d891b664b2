/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tasking.h"

sprawa_code spr_tasking_done(const spr_asked *k) {
  return sprawa_engine_done(k->engine, k->wish->id, k->wish->name, k->data, k->request, k->reply, k->error);
}

sprawa_code spr_tasking_sign(const spr_asked *k) {
  return sprawa_engine_sign(k->engine, k->wish->id, k->wish->name, k->request, k->reply, k->error);
}

sprawa_code spr_tasking_waive(const spr_asked *k) {
  return sprawa_engine_waive(k->engine, k->wish->id, k->wish->name, k->wish->reason, k->request, k->reply,
                             k->error);
}
