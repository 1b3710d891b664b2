/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_RECEIPT_H
#define SPR_API_RECEIPT_H

#include "api/engine_impl.h"

/* Fills in the body of an entry from its plain bytes. SPR_ECORRUPT: no body of this definition; SPR_ENOMEM.
 */
spr_status spr_api_body(spr_api_bag *b, const spr_loaded *l, spr_str plain, sprawa_entry *e);

#endif
