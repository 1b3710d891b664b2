-- SPDX-License-Identifier: Apache-2.0
local standard = {}

function standard.competent(part) return role.centre end

function standard.may_admit() return true end

function standard.on_moved() note("moved out") end

return standard
