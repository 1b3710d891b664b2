-- value: [lua-
local m = {}
function m.h(case, event)
  local co = coroutine.wrap(function() while true do end end)
  return co()
end
return m
