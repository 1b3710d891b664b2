/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_ASSETS_H
#define SPR_SERVER_ASSETS_H

#include "base/embedded.h"
#include "base/str.h"

/* The files of web/, which are part of the program: /assets/NAME. An address names the file's hash
 * ("/assets/base.css?v=1f0c..."), so a browser keeps it for ever and never has an old one. */
extern const spr_embedded spr_assets[];

/* Its address; the name is one that there is. */
spr_str spr_asset_url(spr_arena *arena, const char *name);

#endif
