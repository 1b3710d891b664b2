/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/node.h"
#include "rules/rules.h"
#include "sprawa/sprawa.h"
#include "store/chain.h"
#include "store/store.h"

const char *sprawa_version(void) {
  return SPRAWA_VERSION;
}

bool sprawa_library_at(size_t i, sprawa_library *out) {
  static const struct {
    const char *name;
    const char *(*version)(void);
  } all[] = {{"SQLite", spr_store_library},
             {"libsodium", spr_chain_library},
             {"Lua", spr_rules_library},
             {"libyaml", spr_yaml_library}};
  if (!out || i >= sizeof all / sizeof *all) return false;
  *out = (sprawa_library){all[i].name, all[i].version()};
  return true;
}
