/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHART_SNAPSHOT_H
#define SPR_CHART_SNAPSHOT_H

/* Written first in every snapshot; a change of the form gets a new number. */
#define SPR_SNAPSHOT_VERSION 1

#endif
