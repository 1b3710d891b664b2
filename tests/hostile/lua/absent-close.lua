-- value: [lua-
local m = {}
function m.h(case, event)
  local x <close> = nil
  return 1
end
return m
