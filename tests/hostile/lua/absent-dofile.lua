-- value: [lua-
local m = {}
function m.h(case, event)
  return dofile("h.lua")
end
return m
