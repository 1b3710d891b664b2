-- value: "limit" alike
local m = {}
function m.h(case, event)
  local even, odd
  function even(n) return not odd(n + 1) end
  function odd(n) return not even(n + 1) end
  return even(0)
end
return m
