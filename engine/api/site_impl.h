/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_SITE_IMPL_H
#define SPR_API_SITE_IMPL_H

#include "api/page.h"
#include "sprawa/site.h"

/* What site.c and site_workflow.c share. */

/* A deployed volume without its workflows. May jump. */
sprawa_site_package spr_api_site_package(spr_api_bag *b, const spr_volume *v);

#endif
